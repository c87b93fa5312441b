"""The dossier: a finding as a page, its figures, its manifest and signature, and checking them."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.dossier._environment import environment, software
    from testban.dossier._event_figures import event_figures
    from testban.dossier.archive import is_dossier_zip, open_dossier, read_once, write_zip
    from testban.dossier.captions import Caption
    from testban.dossier.check import Checked, check_dossier
    from testban.dossier.crate import FILE_NAME as CRATE
    from testban.dossier.crate import crate_bytes, write_crate
    from testban.dossier.errors import (
        FigureError,
        FolderError,
        KeyFileError,
        PasswordError,
        RefusedError,
        TrustFileError,
    )
    from testban.dossier.figures.chronology import draw_chronology
    from testban.dossier.figures.epicentres import draw_epicentres
    from testban.dossier.figures.hypotheses import draw_hypotheses
    from testban.dossier.figures.ms_mb import draw_ms_mb
    from testban.dossier.figures.p_over_s import draw_p_over_s
    from testban.dossier.figures.residuals import draw_residuals
    from testban.dossier.figures.site import draw_site
    from testban.dossier.figures.stations import draw_stations
    from testban.dossier.figures.waveforms import draw_record_section, draw_spectra
    from testban.dossier.figures.yields import draw_yield
    from testban.dossier.folder import move_into
    from testban.dossier.html import html_text, write_html
    from testban.dossier.keys import key_id, load_private_key, load_public_key, make_key, refuse_private_key
    from testban.dossier.manifest import (
        INPUTS,
        Manifest,
        Recipe,
        RecipeRecord,
        hash_files,
        read_manifest,
        sha256_of,
        write_manifest,
    )
    from testban.dossier.names import name_problem
    from testban.dossier.notebook import summary_html
    from testban.dossier.replace import staging_folder
    from testban.dossier.sign import add_signature, sign_manifest
    from testban.dossier.trust import TrustedKey, TrustVerdict, judge_signer, read_trust

__all__ = [
    "CRATE",
    "INPUTS",
    "Caption",
    "Checked",
    "FigureError",
    "FolderError",
    "KeyFileError",
    "Manifest",
    "PasswordError",
    "Recipe",
    "RecipeRecord",
    "RefusedError",
    "TrustFileError",
    "TrustVerdict",
    "TrustedKey",
    "add_signature",
    "check_dossier",
    "crate_bytes",
    "draw_chronology",
    "draw_epicentres",
    "draw_hypotheses",
    "draw_ms_mb",
    "draw_p_over_s",
    "draw_record_section",
    "draw_residuals",
    "draw_site",
    "draw_spectra",
    "draw_stations",
    "draw_yield",
    "environment",
    "event_figures",
    "hash_files",
    "html_text",
    "is_dossier_zip",
    "judge_signer",
    "key_id",
    "load_private_key",
    "load_public_key",
    "make_key",
    "move_into",
    "name_problem",
    "open_dossier",
    "read_manifest",
    "read_once",
    "read_trust",
    "refuse_private_key",
    "sha256_of",
    "sign_manifest",
    "software",
    "staging_folder",
    "summary_html",
    "write_crate",
    "write_html",
    "write_manifest",
    "write_zip",
]
