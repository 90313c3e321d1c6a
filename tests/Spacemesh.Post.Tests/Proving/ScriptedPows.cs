using Spacemesh.Post.Proving;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Tests.Proving;

/// <summary>Gives known proofs of work and counts what was asked for.</summary>
internal sealed class ScriptedPows(IReadOnlyList<ulong> pows) : IPowSource
{
    public List<byte> Asked { get; } = [];

    public ValueTask<ulong> FindAsync(
        byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IProgress<PowProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add(group);
        return ValueTask.FromResult(pows[group % pows.Count]);
    }
}
