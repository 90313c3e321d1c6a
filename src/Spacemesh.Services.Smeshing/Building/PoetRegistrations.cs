using System.Text;
using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Registers a challenge at every configured PoET that does not have it yet (spec 04 §4.6 phase 0).</summary>
internal sealed partial class PoetRegistrations(BuilderContext context)
{
    /// <summary>Epochs for which a changed key was told, by address: once, not for every identity and every attempt. Its own lock.</summary>
    private readonly Dictionary<string, EpochId> _keysTold = new(StringComparer.Ordinal);

    /// <summary>The registrations that may be used, those of before among them.</summary>
    public async Task<IReadOnlyList<UsableRegistration>> EnsureAsync(ISigner signer, EpochId publish, Hash32 challenge, CancellationToken cancellationToken)
    {
        var identity = signer.NodeId;
        var configured = context.Poets.All;
        var stored = context.Local.PoetRegistrations.Of(identity);
        var addresses = configured.Select(poet => poet.Address).ToHashSet(StringComparer.Ordinal);
        var existing = stored.Where(row => addresses.Contains(row.Address)).Select(UsableRegistration.Of).ToList();
        foreach (var foreign in stored.Where(row => !addresses.Contains(row.Address)))
            LogForeign(context.Log, identity, foreign.Address);
        var missing = configured.Where(poet => !existing.Exists(known => known.Row.Address == poet.Address)).ToList();
        if (missing.Count == 0)
            return existing;

        var start = context.Timeline.RoundStart(publish.Sub(1));
        if (context.Now >= start)
        {
            if (stored.Count == 0)
                throw AtxBuildException.Expired("poet round has already started");
            return existing.Count > 0 ? existing : throw Mismatch(stored, configured);
        }

        var gained = await SubmitAsync(signer, publish, challenge, missing, start, cancellationToken);
        existing.AddRange(gained);
        if (existing.Count > 0)
            return existing;
        throw context.Now >= start
            ? AtxBuildException.Expired("poet round has already started")
            : AtxBuildException.Unstable("failed to submit challenge to any PoET");
    }

    internal static PoetApplication Sign(ISigner signer, GenesisId genesis, Hash32 challenge, DateTimeOffset deadline) => new(
        signer.NodeId,
        (byte[])[.. GenesisId.Span(in genesis), (byte)SigningDomain.Poet],
        challenge,
        signer.Sign(SigningDomain.Poet, Hash32.Span(in challenge), SigningSlot.Unbound),
        deadline);

    private static AtxBuildException Mismatch(IReadOnlyList<PoetRegistration> stored, IReadOnlyList<IPoetClient> configured)
    {
        var text = new StringBuilder("builder: none of configured poets matches the existing registrations.\nregistrations:\n");
        foreach (var row in stored)
            text.Append('\t').Append(row.Address).Append('\n');
        text.Append("\nconfigured poets:\n");
        foreach (var poet in configured)
            text.Append('\t').Append(poet.Address).Append('\n');
        return new AtxBuildException(AtxBuildFailure.RegistrationMismatch, text.ToString());
    }

    private async Task<IEnumerable<UsableRegistration>> SubmitAsync(
        ISigner signer, EpochId publish, Hash32 challenge, List<IPoetClient> missing, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var application = Sign(signer, context.Options.Network.GenesisId, challenge, context.Timeline.ProofDeadline(publish));
        using var deadline = context.Alarm.DeadlineAt(start, cancellationToken);
        var rows = await Task.WhenAll(missing.Select(poet => SubmitAsync(poet, application, publish, deadline.Token, cancellationToken)));
        return rows.OfType<UsableRegistration>();
    }

    private async Task<UsableRegistration?> SubmitAsync(
        IPoetClient poet, PoetApplication application, EpochId publish, CancellationToken deadline, CancellationToken cancellationToken)
    {
        PoetReceipt receipt;
        try
        {
            // A client that does not heed the token must not hold up the others.
            receipt = await poet.RegisterAsync(application, deadline).WaitAsync(deadline);
        }
        catch (PoetRequestException exception) when (exception.Failure == PoetRequestFailure.OtherSchedule)
        {
            throw new AtxBuildException(AtxBuildFailure.OtherSchedule, exception.Message, exception);
        }
        catch (PoetRequestException exception) when (exception.Failure == PoetRequestFailure.OtherKey)
        {
            // The other PoETs are used; without any, this is tried again until the round begins.
            LogOtherKey(context.Log, application.Identity, exception.Message);
            if (IsNews(poet.Address, publish))
                context.Events.Publish(new PoetKeyChanged(poet.Address, exception.Message));
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogRefused(context.Log, exception, application.Identity, poet.Address);
            return null;
        }

        context.Events.Publish(new RegisteredInPoet(application.Identity, poet.Address, receipt.RoundId));
        var end = receipt.RoundEnd ?? context.Timeline.RoundEnd(publish);
        var row = new PoetRegistration(application.Challenge, poet.Address, receipt.RoundId, end.ToUnixTimeSeconds());
        context.Local.PoetRegistrations.Add(application.Identity, row);
        LogRegistered(context.Log, application.Identity, poet.Address, receipt.RoundId, end);
        return new UsableRegistration(row, end);
    }

    private bool IsNews(string address, EpochId publish)
    {
        lock (_keysTold)
        {
            if (_keysTold.TryGetValue(address, out var told) && told == publish)
                return false;
            _keysTold[address] = publish;
            return true;
        }
    }

    [LoggerMessage(10040, LogLevel.Warning, "a registration at {Poet} is ignored: it is not among the configured poets (smesher {Smesher})")]
    private static partial void LogForeign(ILogger log, NodeId smesher, string poet);

    [LoggerMessage(10041, LogLevel.Warning, "failed to submit challenge to {Poet} (smesher {Smesher})")]
    private static partial void LogRefused(ILogger log, Exception exception, NodeId smesher, string poet);

    [LoggerMessage(10043, LogLevel.Warning, "NOT REGISTERED (smesher {Smesher}): {Reason}")]
    private static partial void LogOtherKey(ILogger log, NodeId smesher, string reason);

    [LoggerMessage(10042, LogLevel.Information, "challenge submitted to {Poet}, round {Round} ends {End} (smesher {Smesher})")]
    private static partial void LogRegistered(ILogger log, NodeId smesher, string poet, string round, DateTimeOffset end);
}
