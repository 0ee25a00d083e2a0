"""What can go wrong with the embedded server, as a sentence for the person who started it."""


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot run; the message is one Spanish sentence, ready to print."""


NO_SPACE = "No queda espacio en el disco: libere lugar y vuelva a empezar; no se perdió nada."


def explain(output: str, fallback: str) -> str:
    """Return the sentence for a program's error output, or `fallback` with its last line."""
    if "No space left on device" in output:
        return NO_SPACE
    if "Permission denied" in output or "wrong ownership" in output:
        return (
            "No hay permiso sobre la carpeta de datos: ¿se usó antes esta copia con otro usuario? "
            f"({_last_line(output)})"
        )
    detail = _last_line(output)
    return f"{fallback} ({detail})" if detail else fallback


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or [""])[-1]
