namespace Spacemesh.Vm.Execution;

/// <summary>Measures a layer while it is applied; for one layer.</summary>
/// <param name="time">The clock.</param>
public sealed class LayerTimes(TimeProvider time)
{
    private readonly List<TransactionTimes> _transactions = [];

    /// <summary>Of each transaction that was executed, in order.</summary>
    public IReadOnlyList<TransactionTimes> Transactions => _transactions;

    /// <summary>Of paying the rewards.</summary>
    public TimeSpan Rewards { get; private set; }

    internal long Now => time.GetTimestamp();

    internal void Executed(long began, long parsed, long verified) =>
        _transactions.Add(new TransactionTimes(time.GetElapsedTime(began, parsed), time.GetElapsedTime(parsed, verified), time.GetElapsedTime(verified)));

    internal void Rewarded(long began) => Rewards = time.GetElapsedTime(began);
}
