using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>What happens in one layer of a <see cref="ScenarioMesh"/>; the defaults are those of a good layer.</summary>
internal sealed record LayerPlan
{
    public static LayerPlan Good { get; } = new();

    public static LayerPlan EmptyHare { get; } = new() { Hare = HareEnd.Empty };

    public static LayerPlan NoHare { get; } = new() { Hare = HareEnd.None };

    /// <summary>Hare has not ended and there is no block.</summary>
    public static LayerPlan Nothing { get; } = new() { Hare = HareEnd.None, Blocks = 0 };

    public int Blocks { get; init; } = 5;

    public ulong Height { get; init; }

    public HareEnd Hare { get; init; } = HareEnd.First;

    public bool Tally { get; init; } = true;

    /// <summary>Ballots of the layer, and eligibilities of each; null: those of the mesh.</summary>
    public uint? Size { get; init; }

    /// <summary>What the nth smesher votes; null: the first block of the layer before, on a ballot of that layer.</summary>
    public Func<ScenarioMesh, int, Votes>? Vote { get; init; }
}
