// The one entry of our scripts. Everything here improves pages that already work without it.
import "./theme.js";
import "./once.js";
import "./dialogs.js";
import "./cuit.js";
import "./autosave.js";
import "./bits.js";
import "./errors.js";
