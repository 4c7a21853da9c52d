"""A QR code as one path of an SVG, drawn by the page itself."""

import qrcode


def qr_path(text: str) -> tuple[int, str]:
    """Return a QR code as the side of its square in modules and one SVG path; the code itself is not in it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    modules = (f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, is_dark in enumerate(line) if is_dark)
    return len(matrix), "".join(modules)
