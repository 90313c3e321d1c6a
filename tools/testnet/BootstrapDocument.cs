using System.Globalization;
using System.Text.Json;

namespace Spacemesh.Tools.Testnet;

/// <summary>Nobody can agree on a beacon before there are ATXs: that of the first epoch with blocks is given, as any bootstrap server would (spec 08 §14).</summary>
internal static class BootstrapDocument
{
    public const string FileName = "epoch-2-update-bs";

    private const string Version = "https://spacemesh.io/bootstrap.schema.json.1.0";
    private const int FirstEpoch = 2;

    public static string Of(TestnetPlan plan)
    {
        string beacon = plan.Genesis.ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(new { version = Version, data = new { epoch = new { number = FirstEpoch, beacon, activeSet = (string[]?)null } } });
    }
}
