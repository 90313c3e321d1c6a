using System.Diagnostics.Metrics;

namespace Spacemesh.Ports.Metrics;

/// <summary>What the intake and the pool of transactions measure (spec 09b §11.1).</summary>
public sealed class TransactionInstruments
{
    private readonly Counter<long> _gossip;
    private readonly Counter<long> _proposal;
    private readonly Counter<long> _block;
    private readonly Counter<long> _raw;
    private readonly Counter<long> _pool;
    private readonly Histogram<double> _apply;

    internal TransactionInstruments(Meter meter)
    {
        _gossip = meter.CreateCounter<long>("spacemesh_txs_gossip_txs");
        _proposal = meter.CreateCounter<long>("spacemesh_txs_proposal_txs");
        _block = meter.CreateCounter<long>("spacemesh_txs_block_txs");
        _raw = meter.CreateCounter<long>("spacemesh_txs_raw_txs");
        _pool = meter.CreateCounter<long>("spacemesh_txs_mempool_txs");
        _apply = meter.CreateHistogram<double>("spacemesh_txs_cache_apply_duration");
    }

    /// <summary>A gossiped transaction: saved, or why not.</summary>
    public void Gossiped(string outcome) => _gossip.Add(1, Outcome(outcome));

    /// <summary>A transaction of a proposal: saved, or why not.</summary>
    public void OfProposal(string outcome) => _proposal.Add(1, Outcome(outcome));

    /// <summary>A transaction of a block: saved, savedNoHdr, or why not.</summary>
    public void OfBlock(string outcome) => _block.Add(1, Outcome(outcome));

    /// <summary>A transaction without header was stored (raw), or got its header (updated).</summary>
    public void WithoutHeader(string outcome) => _raw.Add(1, Outcome(outcome));

    /// <summary>The pool was offered a transaction: mempool once, then ok, balance or too_many, where it is one of them.</summary>
    public void Offered(string? outcome)
    {
        _pool.Add(1, Outcome("mempool"));
        if (outcome is not null)
            _pool.Add(1, Outcome(outcome));
    }

    /// <summary>A layer was applied to the pool.</summary>
    public void LayerApplied(TimeSpan elapsed) => _apply.Record(elapsed.TotalNanoseconds);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
