using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.TxPool.State;

namespace Spacemesh.TxPool.Selection;

/// <summary>The transactions that a proposal offers (spec 07 §15): local policy, not consensus.</summary>
public static class ProposalSelection
{
    /// <summary>A transaction needs at least this much gas.</summary>
    private const ulong MinGas = 1;

    /// <summary>
    /// Transactions for a proposal with a number of eligibilities. Where more would fit than it may carry, a shuffled part is taken, each
    /// account's transactions still in order of nonce.
    /// </summary>
    public static IReadOnlyList<TransactionId> Select(
        ConservativeState state, ulong gasLimit, long eligibilities, int perEligibility, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(eligibilities);
        ArgumentOutOfRangeException.ThrowIfNegative(perEligibility);
        var taken = Take(state, gasLimit, out _);
        long count = Math.Min(taken.Count, checked(eligibilities * perEligibility));
        if (count == taken.Count)
            return [.. taken.Select(transaction => transaction.Id)];

        var slots = taken.Select(transaction => transaction.Principal).ToArray();
        for (int i = slots.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (slots[i], slots[j]) = (slots[j], slots[i]);
        }

        // A slot only says whose turn it is.
        var turns = taken.GroupBy(transaction => transaction.Principal).ToDictionary(group => group.Key, group => new Queue<PendingTransaction>(group));
        return [.. slots.Take((int)count).Select(principal => turns[principal].Dequeue().Id)];
    }

    /// <summary>Best fees first, each account in order of nonce, as far as the gas goes; an account whose turn does not fit is left out.</summary>
    /// <param name="state">The pool.</param>
    /// <param name="gasLimit">Gas of a block.</param>
    /// <param name="gasLeft">What is left of it.</param>
    public static IReadOnlyList<PendingTransaction> Take(ConservativeState state, ulong gasLimit, out ulong gasLeft)
    {
        ArgumentNullException.ThrowIfNull(state);
        var heap = new PriorityQueue<(IReadOnlyList<PendingTransaction> Account, int Next), PendingTransaction>(Comparer<PendingTransaction>.Create(Compare));
        foreach (var account in state.Mempool())
            heap.Enqueue((account, 0), account[0]);

        var taken = new List<PendingTransaction>();
        gasLeft = gasLimit;
        while (gasLeft >= MinGas && heap.TryDequeue(out var top, out var transaction))
        {
            if (transaction.MaxGas > gasLeft)
                continue;
            gasLeft -= transaction.MaxGas;
            taken.Add(transaction);
            if (top.Next + 1 < top.Account.Count)
                heap.Enqueue((top.Account, top.Next + 1), top.Account[top.Next + 1]);
        }

        return taken;
    }

    private static int Compare(PendingTransaction left, PendingTransaction right)
    {
        int order = right.Fee.CompareTo(left.Fee);
        if (order == 0)
            order = left.Received.CompareTo(right.Received);
        return order == 0 ? left.Id.CompareTo(right.Id) : order;
    }
}
