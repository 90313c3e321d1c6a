using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spacemesh.Poet.Membership;
using Spacemesh.Poet.Server.Rounds;
using Spacemesh.Poet.Server.Storage;

namespace Spacemesh.Poet.Server.Registration;

/// <summary>
/// Keeps a round open at any time, closes it at its start and publishes proofs (spec 03 §10.4). Owned by <see cref="PoetService"/>.
/// </summary>
public sealed partial class RegistrationService : IDisposable
{
    /// <summary>Longest single wait: clocks may be set while we sleep.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly PoetServerOptions _options;
    private readonly TimeProvider _time;
    private readonly PoetMetrics _metrics;
    private readonly ILogger _log;
    private readonly string _rounds;
    private readonly Channel<ClosedRound> _closed = Channel.CreateUnbounded<ClosedRound>(new UnboundedChannelOptions { SingleReader = true });
    private volatile RoundMembers _open;

    /// <exception cref="PoetStateException">Something on the disk is damaged.</exception>
    /// <exception cref="TrustedKeysException">The trusted certifiers' keys cannot be loaded.</exception>
    public RegistrationService(PoetServerOptions options, ReadOnlyMemory<byte> serviceKey, TimeProvider time, PoetMetrics metrics, ILogger log)
    {
        _options = options;
        _time = time;
        _metrics = metrics;
        _log = log;
        ServiceKey = serviceKey;
        _rounds = Path.Combine(options.DatabaseDirectory, "rounds");
        DurableFile.CreatePrivateDirectory(options.DatabaseDirectory);
        DurableFile.CreatePrivateDirectory(_rounds);
        Proofs = new ProofStore(Path.Combine(options.DatabaseDirectory, "proofs"), options.Members.SyncToDisk);
        Pow = new PowChallenge(
            Path.Combine(options.DatabaseDirectory, "pow_challenge.bin"),
            options.PowDifficulty,
            options.Members.SyncToDisk,
            () => RandomNumberGenerator.GetBytes(32));
        Certifiers = options.Certifier is { } certifier ? new TrustedCertifiers(certifier) : null;
        _open = Open(options.Schedule.OpenRound(time.GetUtcNow()));
    }

    /// <summary>Public key of the service.</summary>
    public ReadOnlyMemory<byte> ServiceKey { get; }

    /// <summary>The round that takes registrations.</summary>
    public RoundMembers OpenRound => _open;

    /// <summary>
    /// Rounds handed over to the worker. The queue has no bound of its own: it gets one small entry per round, and rounds it holds are on the disk.
    /// </summary>
    internal ChannelReader<ClosedRound> ClosedRounds => _closed.Reader;

    internal ProofStore Proofs { get; }

    internal PowChallenge Pow { get; }

    internal TrustedCertifiers? Certifiers { get; }

    /// <summary>Closes rounds as they start, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        HandOverUnfinished();
        while (true)
        {
            var wait = _options.Schedule.Start(_open.Round) - _time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                // Rounded up: delays are cut to milliseconds, and one of none would come back at once for ever.
                await Task.Delay(wait < LongestWait ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : LongestWait, _time, cancellationToken);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                CloseRound();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PoetStateException)
            {
                LogCloseFailed(_log, _open.Round, exception);
                await Task.Delay(RetryAfter, _time, cancellationToken);
            }
        }
    }

    /// <summary>Stores a proof, so that clients get it, and makes its root the challenge of the proof of work.</summary>
    public Task PublishAsync(FinishedRound finished)
    {
        string directory = DirectoryOf(finished.Round);
        if (!RoundMembers.Exists(directory))
        {
            LogUnknownRound(_log, finished.Round);
            return Task.CompletedTask;
        }

        IReadOnlyList<ReadOnlyMemory<byte>> members;
        using (var round = new RoundMembers(directory, finished.Round, _options.Members, _time))
            members = round.Challenges();
        Proofs.Save(new ProofRecord(finished.Proof, members, ServiceKey.ToArray(), finished.Round.ToString(CultureInfo.InvariantCulture)));
        Pow.Rotate(finished.Proof.MerkleProof.Root.ToArray());
        _metrics.MembersForgotten(finished.Round);
        LogPublished(_log, finished.Round, members.Count, finished.Proof.LeafCount);
        return Task.CompletedTask;
    }

    /// <summary>Writes what is pending and closes the files.</summary>
    public void Dispose() => _open.Dispose();

    /// <summary>Opens the next round before the old one closes, so that there is always one.</summary>
    internal void CloseRound()
    {
        var closing = _open;
        uint next = Math.Max(closing.Round + 1, _options.Schedule.OpenRound(_time.GetUtcNow()));
        _open = Open(next);
        var members = closing.Close();
        closing.Dispose();
        LogClosed(_log, closing.Round, members.Count, next);
        _closed.Writer.TryWrite(new ClosedRound(closing.Round, RoundStatement.Of(members)));
    }

    private void HandOverUnfinished()
    {
        foreach (uint round in UnfinishedRounds())
        {
            using var members = new RoundMembers(DirectoryOf(round), round, _options.Members, _time);
            _closed.Writer.TryWrite(new ClosedRound(round, RoundStatement.Of(members.Challenges())));
            LogHandedOver(_log, round, members.Count);
        }
    }

    private IEnumerable<uint> UnfinishedRounds() =>
        Directory.EnumerateDirectories(_rounds)
            .Select(path => uint.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out uint round) ? round : uint.MaxValue)
            .Where(round => round < _open.Round && RoundMembers.Exists(DirectoryOf(round)) && !Proofs.Contains(round)
                && _options.Schedule.End(round) >= _time.GetUtcNow())
            .Order()
            .ToList();

    private RoundMembers Open(uint round)
    {
        var members = new RoundMembers(DirectoryOf(round), round, _options.Members, _time, (count, elapsed) => _metrics.MembersWritten(round, count, elapsed));
        _metrics.MembersLoaded(round, members.Count);
        if (members.Damaged > 0)
            LogDamaged(_log, round, members.Damaged);
        return members;
    }

    private string DirectoryOf(uint round) => Path.Combine(_rounds, round.ToString(CultureInfo.InvariantCulture));

    [LoggerMessage(5020, LogLevel.Information, "round {Round} closed with {Members} members; round {Next} takes registrations")]
    private static partial void LogClosed(ILogger log, uint round, int members, uint next);

    [LoggerMessage(5021, LogLevel.Error, "round {Round} cannot be closed; trying again")]
    private static partial void LogCloseFailed(ILogger log, uint round, Exception exception);

    [LoggerMessage(5022, LogLevel.Information, "round {Round}: its {Members} members are handed over to the worker again")]
    private static partial void LogHandedOver(ILogger log, uint round, int members);

    [LoggerMessage(5023, LogLevel.Information, "round {Round} published: {Members} members, {Leaves} leaves")]
    private static partial void LogPublished(ILogger log, uint round, int members, ulong leaves);

    [LoggerMessage(5024, LogLevel.Warning, "round {Round} has no registrations here; its proof is dropped")]
    private static partial void LogUnknownRound(ILogger log, uint round);

    [LoggerMessage(5025, LogLevel.Error, "round {Round}: {Entries} damaged registrations were left out")]
    private static partial void LogDamaged(ILogger log, uint round, int entries);
}
