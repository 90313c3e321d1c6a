using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>Names of updates: <c>epoch-N-update-SUFFIX</c> (spec 08 §14).</summary>
public static class BootstrapNames
{
    /// <summary>Beacon and active set.</summary>
    public const string Both = "bs";

    public const string Beacon = "bc";

    public const string ActiveSet = "as";

    public static string Of(EpochId epoch, string suffix) => string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch}-update-{suffix}");

    /// <summary>The epochs whose updates are wanted at a time.</summary>
    public static IReadOnlyList<EpochId> Wanted(EpochId current, EpochId effectiveGenesis) => current.Value switch
    {
        0 => [],
        1 => [new EpochId(2)],
        2 => [new EpochId(2), new EpochId(3)],
        _ when current == effectiveGenesis => [current, current.Add(1)],
        _ => [current.Sub(1), current, current.Add(1)],
    };
}
