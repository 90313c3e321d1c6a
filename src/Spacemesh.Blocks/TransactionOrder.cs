using System.Runtime.InteropServices;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Blocks;

/// <summary>
/// Which transactions a block takes and in which order: the same for everyone with the same proposals (spec 05 §8.3). The seed decides
/// between rivals and shuffles; the nonces of an account stay in order.
/// </summary>
public static class TransactionOrder
{
    /// <summary>Rivals for one nonce that are looked at.</summary>
    private const int MaxPerNonce = 100;

    /// <summary>Nonces that an account may have in a block.</summary>
    private const int MaxPerAccount = 100;

    /// <summary>The ids in block order. A gas limit of 0 prunes nothing.</summary>
    public static IReadOnlyList<TransactionId> Arrange(IReadOnlyList<BlockTransaction> transactions, Hash32 seed, ulong gasLimit)
    {
        var ordered = Shuffle(Keep(transactions, seed), seed);
        if (gasLimit > 0)
        {
            int count = Prune(ordered, gasLimit);
            ordered.RemoveRange(count, ordered.Count - count);
        }

        return ordered.ConvertAll(transaction => transaction.Id);
    }

    /// <summary>What is left per account, by ascending nonce: the best of each nonce that can be paid for, without those applied at the start.</summary>
    public static IReadOnlyDictionary<Address, IReadOnlyList<BlockTransaction>> Keep(IReadOnlyList<BlockTransaction> transactions, Hash32 seed)
    {
        var accounts = new Dictionary<Address, SortedDictionary<ulong, List<BlockTransaction>>>();
        foreach (var transaction in transactions)
        {
            ref var nonces = ref CollectionsMarshal.GetValueRefOrAddDefault(accounts, transaction.Principal, out _);
            nonces ??= [];
            if (!nonces.TryGetValue(transaction.Nonce, out var rivals))
                nonces.Add(transaction.Nonce, rivals = []);
            if (rivals.Count < MaxPerNonce)
                rivals.Add(transaction);
        }

        var kept = new Dictionary<Address, IReadOnlyList<BlockTransaction>>();
        foreach (var (principal, nonces) in accounts)
        {
            var own = KeepOf(nonces.Values, seed);
            if (own.Count > 0)
                kept.Add(principal, own);
        }

        return kept;
    }

    private static List<BlockTransaction> KeepOf(IEnumerable<List<BlockTransaction>> nonces, Hash32 seed)
    {
        var kept = new List<BlockTransaction>();
        ulong balance = ulong.MaxValue;
        foreach (var rivals in nonces)
        {
            if (kept.Count == MaxPerAccount)
                break;
            if (Best(rivals, balance, seed) is not { } best)
                continue;
            balance -= best.Spending;
            kept.Add(best);
        }

        int applied = kept.FindIndex(transaction => !transaction.Applied);
        kept.RemoveRange(0, applied < 0 ? kept.Count : applied);
        return kept;
    }

    private static BlockTransaction? Best(List<BlockTransaction> rivals, ulong balance, Hash32 seed)
    {
        BlockTransaction? best = null;
        foreach (var rival in rivals)
        {
            if (rival.Spending <= balance && (best is not { } other || rival.Fee > other.Fee || (rival.Fee == other.Fee && Rank(rival, seed).CompareTo(Rank(other, seed)) < 0)))
                best = rival;
        }

        return best;
    }

    private static Hash32 Rank(BlockTransaction transaction, Hash32 seed)
    {
        var id = transaction.Id;
        return Blake3.HashConcat(Hash32.Span(in seed), TransactionId.Span(in id));
    }

    private static List<BlockTransaction> Shuffle(IReadOnlyDictionary<Address, IReadOnlyList<BlockTransaction>> kept, Hash32 seed)
    {
        var slots = kept.Values.SelectMany(own => own).ToArray();
        Array.Sort(slots, static (left, right) => left.Id.CompareTo(right.Id));
        MersenneTwister64.FromBlockSeed(seed).Shuffle(slots.AsSpan());

        var ordered = new List<BlockTransaction>(slots.Length);
        var next = new Dictionary<Address, int>(kept.Count);
        foreach (var slot in slots)
        {
            int position = next.GetValueOrDefault(slot.Principal);
            ordered.Add(kept[slot.Principal][position]);
            next[slot.Principal] = position + 1;
        }

        return ordered;
    }

    /// <summary>
    /// How many transactions stay. The remaining gas wraps below zero, so only a limit that is hit exactly cuts: the reference does so, and
    /// with it every block of the network.
    /// </summary>
    private static int Prune(List<BlockTransaction> ordered, ulong gasLimit)
    {
        ulong remaining = gasLimit;
        for (int i = 0; i < ordered.Count; i++)
        {
            if (remaining == 0)
                return i;
            remaining = unchecked(remaining - ordered[i].MaxGas);
        }

        return ordered.Count;
    }
}
