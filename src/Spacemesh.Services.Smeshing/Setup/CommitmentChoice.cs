using Spacemesh.Ports.State;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Services.Smeshing.Building;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>What new PoST data is bound to: what it is bound to already, else the identity's first ATX, else the best ATX (spec 04 §5.3).</summary>
internal sealed class CommitmentChoice(IAtxStore store, PositioningSearch positioning, AtxSyncWait sync, AtxId golden)
{
    /// <exception cref="PostDataException">The metadata cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The first own ATX names no commitment.</exception>
    public async Task<AtxId> ChooseAsync(PostDataDirectories directories, NodeId identity, CancellationToken cancellationToken)
    {
        if (Stored(directories) is { } stored)
            return stored;
        if (store.FirstBy(identity) is { } first)
        {
            return store.Find(first)?.CommitmentAtx
                ?? throw new InvalidOperationException($"initial ATX {first.ToHex()[..10]} does not contain a commitment ATX");
        }

        await sync.WaitAsync(cancellationToken);
        return await positioning.HighestGoodAsync(store.LatestEpoch(), null, cancellationToken) ?? golden;
    }

    private static AtxId? Stored(PostDataDirectories directories)
    {
        try
        {
            return PostDrives.TryLoad(directories)?.CommitmentAtxId;
        }
        catch (PostDataException exception)
        {
            string reason = (exception.InnerException as PostDataException)?.Message ?? exception.Message;
            throw new PostDataException(exception.Path ?? directories.Primary, $"load metadata: {reason}", exception);
        }
    }
}
