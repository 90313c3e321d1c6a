using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Blocks;

/// <summary>
/// The way of one synced block into the node (spec 05 §10): run <see cref="Tasks"/> one after the other, answer each, then read the
/// verdict. Failures that are not the peer's fault are <see cref="VerdictKind.Ignore"/>.
/// </summary>
public sealed class BlockIntake(NetworkParameters network)
{
    /// <summary>The verdict after the last task.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Ignore("not finished");

    /// <param name="bytes">What the peer gave.</param>
    /// <param name="requested">The id in its 32-byte form that was asked for.</param>
    public IEnumerable<BlockTask> Tasks(ReadOnlyMemory<byte> bytes, Hash32 requested)
    {
        if (!Scale.TryDecode<Block>(bytes.Span, out var block, out _))
        {
            Verdict = Verdict.Reject("malformed data");
            yield break;
        }

        var id = block.ComputeId();
        string? fault = id.ToHash32() != requested ? $"incorrect hash: block want {requested.ToString()[..10]}, got {id}"
            : block.LayerIndex <= network.EffectiveGenesis ? $"block before effective genesis: layer {block.LayerIndex}"
            : BlockRules.RewardFault(block);
        if (fault is not null)
        {
            Verdict = Verdict.Reject(fault);
            yield break;
        }

        BlockTask Task(BlockTaskKind kind, IReadOnlyList<AtxId>? atxs = null) => new(kind, block, id, network.EpochOf(block.LayerIndex), atxs ?? []);

        bool Failed(BlockTask task, string context = "")
        {
            if (task.Failure is { } failure)
                Verdict = Verdict.Ignore($"{context}{failure}");
            return task.Failure is not null;
        }

        var lookUp = Task(BlockTaskKind.LookUp);
        yield return lookUp;
        if (Failed(lookUp))
            yield break;
        if (lookUp.IsStored)
        {
            Verdict = Verdict.Accept;
            yield break;
        }

        var ask = Task(BlockTaskKind.AskTortoise, [.. block.Rewards.Select(reward => reward.AtxId)]);
        yield return ask;
        if (Failed(ask))
            yield break;
        if (ask.Missing.Count > 0)
        {
            var fetch = Task(BlockTaskKind.FetchAtxs, ask.Missing);
            yield return fetch;
            if (Failed(fetch))
                yield break;
        }

        if (BlockRules.RepeatsTransaction(block))
        {
            Verdict = Verdict.Ignore("duplicate TxID in proposal");
            yield break;
        }

        if (!block.TxIds.IsEmpty)
        {
            var fetch = Task(BlockTaskKind.FetchTransactions);
            yield return fetch;
            if (Failed(fetch, "block get TXs: "))
                yield break;
        }

        var add = Task(BlockTaskKind.AddToMesh);
        yield return add;
        if (!Failed(add))
            Verdict = Verdict.Accept;
    }
}
