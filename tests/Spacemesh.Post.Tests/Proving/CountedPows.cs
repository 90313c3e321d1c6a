using Spacemesh.Post.Proving;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Tests.Proving;

/// <summary>Remembers what a source found.</summary>
internal sealed class CountedPows(IPowSource inner) : IPowSource
{
    public List<ulong> Found { get; } = [];

    public async ValueTask<ulong> FindAsync(
        byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IProgress<PowProgress>? progress, CancellationToken cancellationToken)
    {
        ulong pow = await inner.FindAsync(group, challenge, nodeId, difficulty, progress, cancellationToken);
        Found.Add(pow);
        return pow;
    }
}
