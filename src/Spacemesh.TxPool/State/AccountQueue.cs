using Spacemesh.Primitives;

namespace Spacemesh.TxPool.State;

/// <summary>
/// The pending transactions of one account by nonce, each affordable after those before it (spec 07 §14.2). What it lets go and takes
/// in it reports to <paramref name="index"/>.
/// </summary>
internal sealed class AccountQueue(Dictionary<TransactionId, PendingTransaction> index, TxPoolOptions options, Hash32? blockSeed)
{
    private readonly List<Candidate> _candidates = new(1);

    public ulong StartNonce { get; private set; }

    public ulong StartBalance { get; private set; }

    /// <summary>Something stored is pending that is no candidate.</summary>
    public bool MoreStored { get; private set; }

    public IReadOnlyList<Candidate> Candidates => _candidates;

    public bool IsEmpty => _candidates.Count == 0 && !MoreStored;

    public ulong NextNonce => _candidates.Count == 0 ? StartNonce : unchecked(_candidates[^1].Best.Nonce + 1);

    public ulong Balance => _candidates.Count == 0 ? StartBalance : _candidates[^1].BalanceAfter;

    /// <summary>Empties the queue and begins at a state of the account.</summary>
    public void Reset(ulong nonce, ulong balance)
    {
        foreach (var candidate in _candidates)
            index.Remove(candidate.Best.Id);
        _candidates.Clear();
        StartNonce = nonce;
        StartBalance = balance;
        MoreStored = false;
    }

    public AddOutcome Add(PendingTransaction transaction)
    {
        if (transaction.Nonce < StartNonce)
            return AddOutcome.BadNonce;
        if (_candidates.Count >= options.MaxNoncesPerAccount)
        {
            MoreStored = true;
            return AddOutcome.TooManyNonces;
        }

        int place = PlaceOf(transaction.Nonce);
        bool taken = place < _candidates.Count && _candidates[place].Best.Nonce == transaction.Nonce;
        ulong available = unchecked(taken
            ? _candidates[place].BalanceAfter + _candidates[place].Best.Spending
            : place == 0 ? StartBalance : _candidates[place - 1].BalanceAfter);
        if (available < transaction.Spending)
            return AddOutcome.InsufficientBalance;

        var candidate = new Candidate(transaction, available - transaction.Spending);
        if (taken)
        {
            if (!TransactionOrder.IsBetter(transaction, _candidates[place].Best, blockSeed))
                return AddOutcome.Outbid;
            index.Remove(_candidates[place].Best.Id);
            _candidates[place] = candidate;
        }
        else
        {
            _candidates.Insert(place, candidate);
        }

        index[transaction.Id] = transaction;
        Propagate(place);
        return taken ? AddOutcome.Replaced : AddOutcome.Added;
    }

    /// <summary>Fills a queue that was just reset from stored rows in ascending order of nonce.</summary>
    public void AddStored(IEnumerable<PendingTransaction> rows)
    {
        int nonces = 0;
        int added = 0;
        foreach (var group in ByNonce(rows))
        {
            // Used nonces are no longer pending, whatever the store says.
            if (group[0].Nonce < StartNonce)
                continue;
            nonces++;
            if (group[0].Nonce < NextNonce || _candidates.Count >= options.MaxNoncesPerAccount)
                continue;
            PendingTransaction? best = null;
            foreach (var transaction in group)
            {
                if (transaction.Spending <= Balance && (best is null || TransactionOrder.IsBetter(transaction, best, blockSeed)))
                    best = transaction;
            }

            if (best is not null && Add(best) == AddOutcome.Added)
                added++;
        }

        MoreStored = nonces > added;
    }

    /// <summary>Lets go what nobody packed and that came before a time; what follows is affordable then, so it stays.</summary>
    public int Expire(long before)
    {
        int removed = 0;
        ulong balance = StartBalance;
        int kept = 0;
        for (int i = 0; i < _candidates.Count; i++)
        {
            var transaction = _candidates[i].Best;
            if (!transaction.Mark.IsPacked && transaction.Received < before)
            {
                index.Remove(transaction.Id);
                removed++;
                continue;
            }

            balance = unchecked(balance - transaction.Spending);
            _candidates[kept++] = new Candidate(transaction, balance);
        }

        _candidates.RemoveRange(kept, removed);
        return removed;
    }

    private IEnumerable<List<PendingTransaction>> ByNonce(IEnumerable<PendingTransaction> rows)
    {
        var group = new List<PendingTransaction>();
        foreach (var row in rows)
        {
            if (group.Count > 0 && group[0].Nonce != row.Nonce)
            {
                yield return group;
                group = [];
            }

            if (group.Count < options.MaxPerNonce)
                group.Add(row);
        }

        if (group.Count > 0)
            yield return group;
    }

    /// <summary>Recomputes what is left behind each candidate after <paramref name="changed"/>; those no longer affordable go.</summary>
    private void Propagate(int changed)
    {
        ulong balance = _candidates[changed].BalanceAfter;
        int kept = changed + 1;
        for (int i = kept; i < _candidates.Count; i++)
        {
            var transaction = _candidates[i].Best;
            if (transaction.Spending > balance)
            {
                index.Remove(transaction.Id);
                MoreStored = true;
                continue;
            }

            balance -= transaction.Spending;
            _candidates[kept++] = new Candidate(transaction, balance);
        }

        _candidates.RemoveRange(kept, _candidates.Count - kept);
    }

    private int PlaceOf(ulong nonce)
    {
        int low = 0;
        int high = _candidates.Count;
        // Most transactions come after those that are there.
        if (high > 0 && _candidates[^1].Best.Nonce < nonce)
            return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_candidates[middle].Best.Nonce < nonce)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
