using Spacemesh.Post.Labels;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Initialization;

/// <summary>What an initialization takes from outside.</summary>
public sealed record InitializerServices
{
    /// <summary>Where CPU labels are computed.</summary>
    public required IWorkPool Pool { get; init; }

    /// <summary>For rates, the throttle and retries.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Cores to compute on; at most the pool's parallelism.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Computes the labels that check the others.</summary>
    public Func<ILabelEngine> Reference { get; init; } = LabelEngines.Best;

    /// <summary>Free room where a directory lies.</summary>
    public Func<string, FileSystemRoom> Room { get; init; } = FileSystemRoom.Of;

    /// <summary>Hears what happens, on any thread, one event at a time.</summary>
    public Action<InitializationEvent> Observe { get; init; } = _ => { };
}
