using Spacemesh.Post.Labels;

namespace Spacemesh.Post.Initialization;

/// <summary>One stream of work on one engine; a CPU has one a core, a GPU two so that it never waits for the disk.</summary>
/// <param name="Provider">Where labels are computed.</param>
/// <param name="Engine">Opens or gives the engine; engines are shared by the lanes of a provider.</param>
/// <param name="Throttled">Whether the lane occupies a core.</param>
internal sealed record LabelLane(LabelProvider Provider, Func<ILabelEngine> Engine, bool Throttled)
{
    private const uint CpuWork = 1 << 22;
    private const ulong MaxCpuChunk = 1 << 16;

    /// <summary>Labels of one piece: about a tenth of a second on a core.</summary>
    public ulong ChunkFor(uint n) => Provider.Class == LabelProviderClass.Gpu
        ? (ulong)Engine().PreferredBatch
        : Math.Min(MaxCpuChunk, Math.Max(16, CpuWork / n));
}
