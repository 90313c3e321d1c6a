using Spacemesh.Mesh.Campaign.World;
using Spacemesh.Runtime;

namespace Spacemesh.Mesh.Campaign.Scenarios;

/// <summary>A kind of history, and what is claimed of it.</summary>
public sealed record Scenario
{
    public required string Name { get; init; }

    /// <summary>What it shows, in one line.</summary>
    public required string About { get; init; }

    public required WorldOptions Options { get; init; }

    /// <summary>How the adversary of this number votes.</summary>
    public Func<int, Conduct> ConductOf { get; init; } = _ => Conduct.Against;

    /// <summary>The history, endless; it is cut at the number of layers.</summary>
    public required Func<SeededRandom, IEnumerable<Stage>> Stages { get; init; }

    /// <summary>Whether the adversary stays within bounds, so that no verified layer may ever change.</summary>
    public bool Safe { get; init; } = true;

    /// <summary>Share of the layers after which the twin starts anew.</summary>
    public double TwinRestarts { get; init; }

    /// <summary>
    /// By how many layers the twin's verified layer may differ: a start forgets that full mode ran, which may verify a layer earlier or
    /// later. What is applied, our opinion and our vote never differ.
    /// </summary>
    public uint TwinLag { get; init; }
}
