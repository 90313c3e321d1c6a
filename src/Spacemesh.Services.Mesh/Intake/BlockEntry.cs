using Spacemesh.Blocks;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Counting;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>The one way in for fetched blocks (spec 05 §10). Thread-safe.</summary>
public sealed class BlockEntry(LayerClock clock, IStateDatabase state, VoteCounter votes, MeshService mesh, IObjectFetcher fetcher)
{
    /// <summary>The <see cref="ObjectIntake"/> of blocks.</summary>
    public async ValueTask<Verdict> TakeAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        var wanted = received.Expected ?? throw new ArgumentException("blocks are never gossiped: they have to be asked for by their id", nameof(received));
        var intake = new BlockIntake(clock.Network);
        foreach (var task in intake.Tasks(received.Bytes, wanted))
        {
            // Nobody has agreed on a block of a layer to come; taking it would tell sync that the network is there already.
            if (task.Block.LayerIndex > clock.Current.AddSaturating(1))
                return Verdict.Ignore($"block from the future: layer {task.Block.LayerIndex}, current {clock.Current}");
            // A rejected dependency says more of the peer than the failure of this block.
            if (await DoAsync(task, received.From, cancellationToken) is { IsReject: true } rejected)
                return rejected;
        }

        return intake.Verdict;
    }

    private async ValueTask<Verdict> DoAsync(BlockTask task, PeerId from, CancellationToken cancellationToken)
    {
        switch (task.Kind)
        {
            case BlockTaskKind.LookUp:
                task.IsStored = state.Blocks.Contains(task.Id);
                return Verdict.Accept;
            case BlockTaskKind.AskTortoise:
                task.Missing = votes.MissingActiveSet(task.Epoch, [.. task.Atxs]);
                return Verdict.Accept;
            case BlockTaskKind.FetchAtxs:
                return await FetchAsync(task, ObjectKind.Atx, [.. task.Atxs.Select(atx => new Hash32(atx.Value))], from, cancellationToken);
            case BlockTaskKind.FetchTransactions:
                return await FetchAsync(task, ObjectKind.BlockTransaction, [.. task.Block.TxIds.Select(id => new Hash32(id.Value))], from, cancellationToken);
            default:
                await mesh.AddBlockAsync(task.Block, cancellationToken);
                return Verdict.Accept;
        }
    }

    private async ValueTask<Verdict> FetchAsync(BlockTask task, ObjectKind kind, Hash32[] ids, PeerId from, CancellationToken cancellationToken)
    {
        if (!from.IsNone)
            fetcher.Hint(from, ids);
        try
        {
            await fetcher.FetchAsync(kind, ids, cancellationToken);
            return Verdict.Accept;
        }
        catch (ObjectFetchException exception)
        {
            task.Failure = exception.Message;
            return exception.Worst;
        }
    }
}
