using System.Globalization;

namespace Spacemesh.Wallet.Files;

/// <summary>Times as wallet files write them: dashes everywhere, so that they fit into file names.</summary>
public static class WalletTime
{
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH-mm-ss.fff'Z'", CultureInfo.InvariantCulture);
}
