using Spacemesh.Poet.Registration;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Http;

/// <summary>
/// One configured PoET as the node uses it (spec 03 §14.3): checks the schedule, authorises registrations, fetches each proof once for
/// all identities.
/// </summary>
/// <remarks>Locks: one per cache and one for proofs, never two at a time.</remarks>
public sealed class PoetConnection
{
    private readonly PoetHttpClient _client;
    private readonly PoetClientOptions _options;
    private readonly IPoetCertificates? _certificates;
    private readonly IWorkPool _pool;
    private readonly TimeProvider _time;
    private readonly ExpiringValue<PoetInfo> _info;
    private readonly ExpiringValue<PoetPowParameters> _powParameters;
    private readonly AsyncSemaphore _proofs;
    private PoetRound? _lastRound;
    private byte[]? _serviceKey;

    /// <param name="client">The calls.</param>
    /// <param name="options">How patient to be, and the schedule to expect.</param>
    /// <param name="certificates">Where certificates come from; null registers by proof of work only.</param>
    /// <param name="pool">Where proofs of work are searched.</param>
    /// <param name="time">The clock.</param>
    /// <param name="serviceKey">The server's key; where it is empty, the first one that the server tells.</param>
    public PoetConnection(
        PoetHttpClient client, PoetClientOptions options, IPoetCertificates? certificates, IWorkPool pool, TimeProvider time, ReadOnlySpan<byte> serviceKey = default)
    {
        _serviceKey = serviceKey.IsEmpty ? null : serviceKey.ToArray();
        _client = client;
        _options = options;
        _certificates = certificates;
        _pool = pool;
        _time = time;
        _info = new(options.InfoCacheTtl, time, client.InfoAsync);
        _powParameters = new(options.PowParamsCacheTtl, time, client.PowParametersAsync);
        _proofs = new AsyncSemaphore(1);
    }

    public PoetAddress Address => _client.Address;

    /// <summary>Told how long each proof of work took.</summary>
    public Action<TimeSpan>? PowSolved { get; init; }

    /// <summary>
    /// Asks for the server's schedule and key and compares them with what is expected. Run it in the background at start: an unreachable
    /// server is no reason to wait, a different phase shift is one to stop.
    /// </summary>
    /// <exception cref="PoetClientException">Not reachable, <see cref="PoetFailure.PhaseShiftMismatch"/> or <see cref="PoetFailure.KeyMismatch"/>.</exception>
    public async Task<PoetInfo> CheckScheduleAsync(CancellationToken cancellationToken)
    {
        PoetInfo info;
        try
        {
            info = await _info.GetAsync(cancellationToken);
        }
        catch (PoetClientException exception)
        {
            throw exception.Within("getting poet info");
        }

        long expected = checked(_options.PhaseShift.Ticks * 100);
        if (info.PhaseShift != expected)
        {
            throw new PoetClientException(
                PoetFailure.PhaseShiftMismatch,
                $"the PoET server {Address} has phase shift {TimeSpan.FromTicks(info.PhaseShift / 100)}, this node is configured for {_options.PhaseShift}: correct poet.phase-shift or remove the server");
        }

        CheckKey(info.ServiceKey);
        return info;
    }

    /// <summary>Whoever answers under the address with another key is not the server that was chosen, and a registration there may be worth nothing.</summary>
    private void CheckKey(byte[] actual)
    {
        var known = _serviceKey;
        if (known is null && actual.Length > 0)
            known = Interlocked.CompareExchange(ref _serviceKey, actual, null) ?? actual;
        if (known is not null && !known.AsSpan().SequenceEqual(actual))
        {
            throw new PoetClientException(
                PoetFailure.KeyMismatch,
                $"the PoET server {Address} has the key {Convert.ToBase64String(actual)}, expected was {Convert.ToBase64String(known)}: ask its operator; if the change is meant, correct main.poet-servers or use poet remove and poet add");
        }
    }

    /// <summary>Registers a challenge, by certificate where possible, else by proof of work.</summary>
    /// <exception cref="PoetClientException">Refused, or no way to authorise.</exception>
    public async Task<PoetRegistration> SubmitAsync(PoetSubmission submission, CancellationToken cancellationToken)
    {
        var info = await CheckScheduleAsync(cancellationToken);
        var authorization = await AuthorizeAsync(submission, info, cancellationToken);
        try
        {
            return await _client.SubmitAsync(submission, authorization, cancellationToken);
        }
        catch (PoetClientException refused) when (refused.Failure == PoetFailure.Unauthorized)
        {
            if (_certificates is not null && info.Certifier is { } certifier)
                await _certificates.DeleteAsync(submission.NodeId, certifier.PublicKey, cancellationToken);
        }
        catch (PoetClientException refused)
        {
            throw refused.Within("submitting challenge");
        }

        return await _client.SubmitAsync(submission, await AuthorizeAsync(submission, info, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// A round's proof. Callers of the same round share one download; <paramref name="accept"/> validates and stores it before others see it.
    /// </summary>
    /// <exception cref="PoetClientException">Not to be had in time.</exception>
    public async Task<PoetRound> ProofAsync(string roundId, Func<PoetRound, CancellationToken, Task> accept, CancellationToken cancellationToken)
    {
        using var limit = Limit(cancellationToken);
        await _proofs.WaitAsync(limit.Token);
        try
        {
            if (_lastRound is { } last && last.Message.RoundId.ToString() == roundId)
                return last;
            var round = await _client.ProofAsync(roundId, limit.Token);
            await accept(round, limit.Token);
            return _lastRound = round;
        }
        finally
        {
            _proofs.Release();
        }
    }

    private async Task<PoetAuthorization> AuthorizeAsync(PoetSubmission submission, PoetInfo info, CancellationToken cancellationToken)
    {
        if (_certificates is not null && info.Certifier is { } certifier)
        {
            try
            {
                return await _certificates.ObtainAsync(submission.NodeId, certifier, cancellationToken);
            }
            catch (PoetClientException)
            {
                // Any failure falls back to proof of work; the certificates report it.
            }
        }

        return await SolveAsync(submission, cancellationToken);
    }

    private async Task<PoetAuthorization> SolveAsync(PoetSubmission submission, CancellationToken cancellationToken)
    {
        PoetPowParameters parameters;
        using (var limit = Limit(cancellationToken))
        {
            try
            {
                parameters = await _powParameters.GetAsync(limit.Token);
            }
            catch (Exception exception) when (exception is PoetClientException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new PoetClientException(
                    PoetFailure.Unstable, $"authorizing: poet service is unstable: failed to get PoW params ({exception.Message})", exception);
            }
        }

        long began = _time.GetTimestamp();
        ulong nonce = await _pool.RunAsync(
            token => SubmitPow.Find(parameters.Challenge, NodeId.Span(submission.NodeId), submission.Challenge.Span, parameters.Difficulty, token),
            WorkPriority.High,
            cancellationToken);
        PowSolved?.Invoke(_time.GetElapsedTime(began));
        return new PoetAuthorization.Pow(nonce, parameters);
    }

    private RequestLimit Limit(CancellationToken cancellationToken) => new(_options.RequestTimeout, _time, cancellationToken);
}
