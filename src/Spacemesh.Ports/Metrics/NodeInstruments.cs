using System.Diagnostics.Metrics;

namespace Spacemesh.Ports.Metrics;

/// <summary>
/// What services measure of themselves, where no event and no port tells it from outside. Each node has its own meter, so that the nodes
/// of one process are counted apart; <see cref="Unheard"/> is for nodes whose numbers nobody reads. Instruments have the names of the
/// metrics that they feed (spec 09b §11.1).
/// </summary>
public sealed class NodeInstruments
{
    public const string MeterName = "Spacemesh";

    private readonly Counter<long> _blocks;
    private readonly Counter<long> _transactions;
    private readonly Counter<long> _ineffective;
    private readonly Counter<double> _fees;
    private readonly Counter<double> _subsidy;
    private readonly Counter<double> _rewards;
    private readonly Counter<double> _burned;
    private readonly Counter<long> _malfeasance;
    private readonly Counter<long> _invalidMalfeasance;
    private readonly Gauge<double> _poetPow;
    private readonly Histogram<double> _window;
    private readonly Histogram<double> _building;
    private readonly Histogram<double> _verification;
    private readonly Histogram<double> _layer;
    private readonly Histogram<double> _layerRun;
    private readonly Histogram<double> _layerStore;
    private readonly Histogram<double> _accounts;
    private readonly Histogram<double> _perLayer;
    private readonly Histogram<double> _transaction;
    private readonly Histogram<double> _transactionParse;
    private readonly Histogram<double> _transactionVerify;
    private readonly Histogram<double> _transactionExecute;
    private readonly Histogram<double> _layerWait;
    private readonly Histogram<double> _layerRewards;

    /// <param name="meter">The node's own.</param>
    public NodeInstruments(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        Meter = meter;
        var latency = meter.CreateHistogram<double>("spacemesh_message_latency_seconds");
        (Hare3, Hare4) = (new HareInstruments(meter, "hare", latency), new HareInstruments(meter, "hare4", latency));
        Compacts = new CompactInstruments(meter);
        Ballots = new BallotInstruments(meter, latency);
        Voting = new VotingInstruments(meter);
        Joining = new JoiningInstruments(meter, latency);
        Transactions = new TransactionInstruments(meter);
        _blocks = meter.CreateCounter<long>("spacemesh_blocks_generate");
        _transactions = meter.CreateCounter<long>("spacemesh_vm_txs");
        _ineffective = meter.CreateCounter<long>("spacemesh_vm_invalid_txs");
        _fees = meter.CreateCounter<double>("spacemesh_vm_fees");
        _subsidy = meter.CreateCounter<double>("spacemesh_vm_subsidy");
        _rewards = meter.CreateCounter<double>("spacemesh_vm_rewards");
        _burned = meter.CreateCounter<double>("spacemesh_vm_rewards_burn");
        _malfeasance = meter.CreateCounter<long>("spacemesh_malfeasance_num_proofs");
        _invalidMalfeasance = meter.CreateCounter<long>("spacemesh_malfeasance_num_invalid_proofs");
        _poetPow = meter.CreateGauge<double>("spacemesh_activation_poet_pow_duration");
        _window = meter.CreateHistogram<double>("spacemesh_activation_publish_window_seconds");
        _building = meter.CreateHistogram<double>("spacemesh_miner_proposal_build_seconds");
        _verification = meter.CreateHistogram<double>("spacemesh_activation_post_verification_seconds");
        _layer = meter.CreateHistogram<double>("spacemesh_vm_block_duration");
        _layerRun = meter.CreateHistogram<double>("spacemesh_vm_block_duration_txs");
        _layerStore = meter.CreateHistogram<double>("spacemesh_vm_block_duration_persist");
        _accounts = meter.CreateHistogram<double>("spacemesh_vm_account_writes_per_block");
        _perLayer = meter.CreateHistogram<double>("spacemesh_vm_transactions_per_block");
        _transaction = meter.CreateHistogram<double>("spacemesh_vm_transaction_duration");
        _transactionParse = meter.CreateHistogram<double>("spacemesh_vm_transaction_duration_parse");
        _transactionVerify = meter.CreateHistogram<double>("spacemesh_vm_transaction_duration_verify");
        _transactionExecute = meter.CreateHistogram<double>("spacemesh_vm_transaction_duration_execute");
        _layerWait = meter.CreateHistogram<double>("spacemesh_vm_block_duration_wait");
        _layerRewards = meter.CreateHistogram<double>("spacemesh_vm_block_duration_rewards");
    }

    /// <summary>Instruments that nobody listens to.</summary>
    public static NodeInstruments Unheard { get; } = new(new Meter("Spacemesh.Unheard"));

    public Meter Meter { get; }

    /// <summary>The instruments of hare4, or those of hare3.</summary>
    public HareInstruments Hare(bool compacts) => compacts ? Hare4 : Hare3;

    public HareInstruments Hare3 { get; }

    public HareInstruments Hare4 { get; }

    /// <summary>The full exchange of hare4.</summary>
    public CompactInstruments Compacts { get; }

    /// <summary>Ballots and proposals on their way in.</summary>
    public BallotInstruments Ballots { get; }

    public VotingInstruments Voting { get; }

    /// <summary>Beacons, bootstrap updates, the clock, pruning.</summary>
    public JoiningInstruments Joining { get; }

    /// <summary>Transactions on their way in.</summary>
    public TransactionInstruments Transactions { get; }

    /// <summary>The block of a layer: block, empty, fail_proposal, fail_block, fail_error.</summary>
    public void BlockGenerated(string outcome) => _blocks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void ProposalsBuilt(TimeSpan elapsed) => _building.Record(elapsed.TotalSeconds);

    public void PostVerified(TimeSpan elapsed) => _verification.Record(elapsed.TotalSeconds);

    /// <summary>The proof of work of a registration at a PoET was found.</summary>
    public void PoetPowSolved(TimeSpan elapsed) => _poetPow.Record(elapsed.TotalNanoseconds);

    /// <summary>A builder came to the window in which it registers: the time that is left of it, or by how much it was missed.</summary>
    public void RegistrationWindowReached(TimeSpan distance, bool isLate) =>
        _window.Record(distance.TotalSeconds, new KeyValuePair<string, object?>("condition", isLate ? "late" : "ontime"));

    /// <summary>A malfeasance proof was judged: atx, ballot, hare_eq, invalid_post_index, invalid_prev_atx, or mal for one that cannot be read.</summary>
    public void MalfeasanceJudged(string type, bool isValid) => (isValid ? _malfeasance : _invalidMalfeasance).Add(1, new KeyValuePair<string, object?>("type", type));

    /// <summary>A transaction was executed.</summary>
    public void TransactionExecuted(TimeSpan parse, TimeSpan verify, TimeSpan execute)
    {
        _transaction.Record((parse + verify + execute).TotalNanoseconds);
        _transactionParse.Record(parse.TotalNanoseconds);
        _transactionVerify.Record(verify.TotalNanoseconds);
        _transactionExecute.Record(execute.TotalNanoseconds);
    }

    /// <summary>A layer was executed and stored.</summary>
    public void LayerExecuted(in ExecutedLayer layer)
    {
        _layer.Record((layer.Run + layer.Wait + layer.Store).TotalNanoseconds);
        _layerRun.Record((layer.Run - layer.Rewarding).TotalNanoseconds);
        _layerRewards.Record(layer.Rewarding.TotalNanoseconds);
        _layerWait.Record(layer.Wait.TotalNanoseconds);
        _layerStore.Record(layer.Store.TotalNanoseconds);
        _accounts.Record(layer.Accounts);
        _perLayer.Record(layer.Transactions);
        _transactions.Add(layer.Transactions);
        _ineffective.Add(layer.Ineffective);
        _fees.Add(layer.Fees);
        _subsidy.Add(layer.Subsidy);
        _rewards.Add(layer.Rewards);
        _burned.Add(Math.Max(0, (double)layer.Fees + layer.Subsidy - layer.Rewards));
    }

    /// <summary>A message came so long after its time, before it where that is negative.</summary>
    internal static void Delayed(Histogram<double> latency, string protocol, string type, TimeSpan delay) => latency.Record(
        Math.Abs(delay.TotalSeconds),
        new KeyValuePair<string, object?>("protocol", protocol),
        new KeyValuePair<string, object?>("type", type),
        new KeyValuePair<string, object?>("sign", delay < TimeSpan.Zero ? "neg" : "pos"));
}
