using Spacemesh.Post.Labels;

namespace Spacemesh.Post.Initialization;

/// <summary>One stream of work on one engine; a CPU has one a core, a GPU two so that it never waits for the disk.</summary>
/// <param name="Provider">Where labels are computed.</param>
/// <param name="Engine">Opens or gives the engine; engines are shared by the lanes of a provider.</param>
/// <param name="Throttled">Whether the lane occupies a core.</param>
/// <param name="Opened">The engine if it is open already.</param>
internal sealed record LabelLane(LabelProvider Provider, Func<ILabelEngine> Engine, bool Throttled, Func<ILabelEngine?> Opened)
{
    private const ulong FirstDeviceChunk = 256;
    private const uint CpuWork = 1 << 22;
    private const ulong MaxCpuChunk = 1 << 16;

    /// <summary>Labels of one piece: about a tenth of a second on a core, a full launch on a device once it is open.</summary>
    public ulong ChunkFor(uint n) => Provider.Class == LabelProviderClass.Gpu
        ? Opened() is { } engine ? (ulong)Math.Max(1, engine.PreferredBatch) : FirstDeviceChunk
        : Math.Min(MaxCpuChunk, Math.Max(16, CpuWork / n));
}
