using Spacemesh.Ports.Local;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>A registration whose PoET is configured.</summary>
/// <param name="Row">As stored.</param>
/// <param name="RoundEnd">As the PoET named it; after a restart in whole seconds, for the row keeps no more (spec 04 §4.6).</param>
internal sealed record UsableRegistration(PoetRegistration Row, DateTimeOffset RoundEnd)
{
    private static readonly long FirstSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static UsableRegistration Of(PoetRegistration row) =>
        new(row, DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(row.RoundEndSeconds, FirstSecond, LastSecond)));
}
