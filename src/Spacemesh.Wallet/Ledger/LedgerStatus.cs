namespace Spacemesh.Wallet.Ledger;

/// <summary>Status words of a Ledger device, and what they tell its user.</summary>
internal static class LedgerStatus
{
    public const ushort Success = 0x9000;

    /// <summary>What went wrong, with the status word.</summary>
    public static string Explain(ushort status) => $"{Problem(status)} (status {status:x4})";

    private static string Problem(ushort status) => status switch
    {
        0x6985 or 0x5501 => "refused on the Ledger device",
        0x6982 => "refused on the Ledger device, or it is locked",
        0x5515 or 0x530c or 0x6804 or 0x6b0c => "the Ledger device is locked: enter its PIN, open the Spacemesh app and retry",
        0x6511 or 0x6700 or 0x6d00 or 0x6d02 or 0x6e00 or 0x6e01 => "the Spacemesh app is not open on the Ledger device: open it and retry",
        0x6808 => "the Ledger app shows this transaction only as bytes, and that is switched off: allow blind signing in the app's settings, or sign elsewhere",
        0x6a80 or 0x6a81 or 0x6b00 => "the app on the Ledger device does not understand the request: update it, and see whether blind signing is allowed in its settings",
        >= 0x6f00 and <= 0x6fff => "the app on the Ledger device failed: close it, open it again and retry",
        _ => "the Ledger device reports an error",
    };
}
