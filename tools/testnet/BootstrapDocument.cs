using System.Globalization;
using System.Text.Json;

namespace Spacemesh.Tools.Testnet;

/// <summary>
/// Nobody can agree on a beacon before there are ATXs: that of the first epoch with blocks is given, and after a recovery that of the first
/// epoch, as any bootstrap server would (spec 08 §14).
/// </summary>
internal static class BootstrapDocument
{
    public const uint FirstEpoch = 2;

    private const string Version = "https://spacemesh.io/bootstrap.schema.json.1.0";
    public static string NameOf(uint epoch) => string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch}-update-bs");

    public static string Of(TestnetPlan plan, uint epoch = FirstEpoch)
    {
        string beacon = ((uint)(plan.Genesis.ToUnixTimeSeconds() + epoch)).ToString("x8", CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(new { version = Version, data = new { epoch = new { number = epoch, beacon, activeSet = (string[]?)null } } });
    }
}
