using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Remote.ServiceSide;

/// <summary>
/// The prover of a PoST service process: idle, then running for one challenge, then done until its result is fetched (spec 02 §9.2). A proof
/// goes on while no node is connected, and is verified before it leaves. One lock, never held while working.
/// </summary>
public sealed partial class PostProofService : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly PostProofServiceOptions _options;
    private readonly PostConfig _config;
    private readonly Prover _prover;
    private readonly Func<CancellationToken, ValueTask<IRandomX>> _verifying;
    private readonly IWorkPool _pool;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Run? _run;
    private Task _running = Task.CompletedTask;

    /// <param name="options">Data and network.</param>
    /// <param name="pow">Finds proofs of work.</param>
    /// <param name="verifying">RandomX that checks finished proofs.</param>
    /// <param name="pool">Cores.</param>
    /// <param name="time">How long failures are remembered.</param>
    /// <param name="log">Where to log.</param>
    /// <exception cref="PostDataException">The metadata cannot be read.</exception>
    public PostProofService(
        PostProofServiceOptions options, IPowSource pow, Func<CancellationToken, ValueTask<IRandomX>> verifying, IWorkPool pool, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Metadata = PostDrives.Load(options.Directories);
        _config = options.Network with { LabelsPerUnit = Metadata.LabelsPerUnit, MinNumUnits = Metadata.NumUnits, MaxNumUnits = Metadata.NumUnits };
        _prover = new Prover(_config, pow, pool);
        _verifying = verifying;
        _pool = pool;
        _time = time;
        _log = log;
    }

    /// <summary>As it was when the process started.</summary>
    public PostMetadata Metadata { get; }

    public PostServiceStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _run switch
                {
                    null => PostServiceStatus.Idle.Instance,
                    { IsDone: true } => PostServiceStatus.DoneProving.Instance,
                    _ => _run.Progress,
                };
            }
        }
    }

    /// <summary>Begins a proof, tells of one that is being made, or hands a finished one out.</summary>
    public async Task<ProofAnswer> AskAsync(ReadOnlyMemory<byte> challenge, CancellationToken cancellationToken = default)
    {
        if (challenge.Length != Hash32.Size)
            return new ProofAnswer.Refused($"invalid challenge length - expected {Hash32.Size}, got {challenge.Length}");
        var asked = Hash32.FromBytes(challenge.Span);
        PostProof finished;
        lock (_lock)
        {
            if (_run is { Failure: not null } failed && _time.GetElapsedTime(failed.FailedAt) >= _options.FailureMemory)
                _run = null;
            switch (_run)
            {
                case null:
                    ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
                    _run = new Run(asked);
                    _running = ProveAsync(_run);
                    return ProofAnswer.InProgress.Instance;
                case { Failure: { } reason }:
                    return new ProofAnswer.Refused(reason);
                case { Proof: { } proof }:
                    // Whatever the check says, the result has had its chance.
                    finished = proof;
                    _run = null;
                    break;
                default:
                    return _run.Challenge == asked
                        ? ProofAnswer.InProgress.Instance
                        : new ProofAnswer.Refused($"proof generation is already in progress for a different challenge: {_run.Challenge.ToHex()}");
            }
        }

        return await VerifyAsync(finished, asked, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task running;
        lock (_lock)
            running = _running;
        await running;
        _stop.Dispose();
    }

    private async Task ProveAsync(Run run)
    {
        // The answer does not wait for the data to be opened.
        await Task.Yield();
        try
        {
            using var reader = PostDataReader.Open(_options.Directories);
            LogProving(_log, run.Challenge.ToHex());
            long start = _time.GetTimestamp();
            var proof = await _prover.ProveAsync(reader, run.Challenge, _options.Proving, new Reporter(this, run), _stop.Token);
            LogProved(_log, run.Challenge.ToHex(), _time.GetElapsedTime(start));
            lock (_lock)
                run.Proof = proof;
        }
        catch (Exception exception)
        {
            bool stopped = exception is OperationCanceledException && _stop.IsCancellationRequested;
            if (!stopped)
                LogFailed(_log, exception, exception.Message);
            lock (_lock)
            {
                run.FailedAt = _time.GetTimestamp();
                run.Failure = stopped ? "the service stops" : $"proof generation failed: {exception.Message}";
            }
        }
    }

    private async Task<ProofAnswer> VerifyAsync(PostProof proof, Hash32 challenge, CancellationToken cancellationToken)
    {
        var randomX = await _verifying(cancellationToken);
        var verdict = await _pool.RunAsync(
            _ =>
            {
                using var verifier = new ProofVerifier(_config, LabelEngines.Best(), randomX);
                return verifier.Verify(proof, new PostProofMetadata(Metadata.NodeId, Metadata.CommitmentAtxId, challenge, Metadata.NumUnits), IndexSelection.All);
            },
            WorkPriority.High,
            cancellationToken);
        if (verdict.IsValid)
            return new ProofAnswer.Ready(proof, challenge);
        LogInvalid(_log, verdict.Reason);
        return new ProofAnswer.Refused($"the finished proof is invalid: {verdict.Reason}");
    }

    [LoggerMessage(10210, LogLevel.Information, "proving for challenge {Challenge}")]
    private static partial void LogProving(ILogger log, string challenge);

    [LoggerMessage(10211, LogLevel.Information, "proof for challenge {Challenge} made in {Duration}")]
    private static partial void LogProved(ILogger log, string challenge, TimeSpan duration);

    [LoggerMessage(10212, LogLevel.Error, "failed to generate proof: {Reason}")]
    private static partial void LogFailed(ILogger log, Exception exception, string reason);

    [LoggerMessage(10213, LogLevel.Error, "the finished proof is INVALID ({Reason}): verify the PoST data (postcli -verify)")]
    private static partial void LogInvalid(ILogger log, string reason);

    private sealed class Run(Hash32 challenge)
    {
        public Hash32 Challenge => challenge;

        public PostServiceStatus.Proving Progress { get; set; } = new(0, 0, 0);

        public PostProof? Proof { get; set; }

        public string? Failure { get; set; }

        public long FailedAt { get; set; }

        public bool IsDone => Proof is not null || Failure is not null;
    }

    private sealed class Reporter(PostProofService owner, Run run) : IProgress<ProvingProgress>
    {
        public void Report(ProvingProgress value)
        {
            if (value.Stage != ProvingStage.Scanning)
                return;
            lock (owner._lock)
                run.Progress = new PostServiceStatus.Proving(value.FirstNonce, value.EndNonce, value.BytesScanned);
        }
    }
}
