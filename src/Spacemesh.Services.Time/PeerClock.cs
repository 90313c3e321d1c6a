using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Wire.PeerSync;

namespace Spacemesh.Services.Time;

/// <summary>
/// Compares the node's clock with those of its peers and tells them ours (spec 08 §13.2). The first comparison, the check at the start, is
/// made with as many peers as there are, and always says how far off the clock is. Nothing runs before <see cref="RunAsync"/>.
/// </summary>
public sealed class PeerClock(PeerClockOptions options, TimeProvider time, IPeerRequests requests, ILogger<PeerClock> log, NodeInstruments? instruments = null)
{
    /// <summary>A difference worth a word: it costs messages their rounds.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    private long _offset = long.MinValue;

    /// <summary>How far the peers were ahead of us when last compared; null before.</summary>
    public TimeSpan? LastOffset => Volatile.Read(ref _offset) is not long.MinValue and var ticks ? new TimeSpan(ticks) : null;

    /// <summary>The answer to a request; null where it does not decode.</summary>
    /// <param name="request">Encoded request.</param>
    /// <param name="now">Unix nanoseconds.</param>
    public static byte[]? Answer(ReadOnlySpan<byte> request, ulong now) =>
        Scale.TryDecodePrefix<PeerSyncRequest>(request, out var asked, out _, out _) ? Scale.Encode(new PeerSyncResponse(asked.Id, now)) : null;

    /// <summary>Tells peers our time until the result is disposed; null where comparing is switched off.</summary>
    public IDisposable? Serve() => options.Disabled ? null : requests.Serve(PeerProtocols.PeerSync, AnswerAsync);

    /// <summary>Compares until it is cancelled.</summary>
    /// <exception cref="ClockOffsetException">The clock is off, and stays so: the node has to stop.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        bool told = false;
        for (ulong round = 0; ; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (options.Disabled)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                continue;
            }

            var peers = requests.Peers;
            bool enough = peers.Count >= options.RequiredResponses;
            if (enough || (!told && peers.Count > 0))
            {
                var compared = await CompareAsync(round, peers, cancellationToken);
                if (compared.Answers > 0 && !told)
                {
                    told = true;
                    PeerClockLog.Checked(log, ClockText.Of(ToSpan(compared.Offset)), compared.Answers);
                }

                if (enough && compared.IsReady)
                {
                    failures = Judge(ToSpan(compared.Offset), compared.Answers, failures);
                    await Task.Delay(options.RoundInterval, time, cancellationToken);
                    continue;
                }

                if (enough)
                    PeerClockLog.TooFewAnswers(log, compared.Answers, options.RequiredResponses);
            }

            await Task.Delay(options.RoundRetryInterval, time, cancellationToken);
        }
    }

    private static TimeSpan ToSpan(long nanoseconds) => new(nanoseconds / 100);

    private int Judge(TimeSpan offset, int answers, int failures)
    {
        Volatile.Write(ref _offset, offset.Ticks);
        (instruments ?? NodeInstruments.Unheard).Joining.ClockCompared(offset);
        if (offset.Duration() <= options.MaxClockOffset)
        {
            if (offset.Duration() >= Noticeable)
                PeerClockLog.Off(log, ClockText.Of(offset), answers);
            else
                PeerClockLog.Fine(log, ClockText.Of(offset), answers);
            return 0;
        }

        failures++;
        PeerClockLog.FarOff(log, ClockText.Of(offset), answers, options.MaxClockOffset, failures, options.MaxOffsetErrors);
        return failures < options.MaxOffsetErrors ? failures : throw new ClockOffsetException(offset);
    }

    private async Task<OffsetRound> CompareAsync(ulong id, IReadOnlyList<PeerId> peers, CancellationToken cancellationToken)
    {
        var round = new OffsetRound(id, (long)Now(), options.RequiredResponses);
        byte[] request = Scale.Encode(new PeerSyncRequest(id));
        var gate = new Lock();
        using var limit = new CancellationTokenSource(options.RoundTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await Task.WhenAll(peers.Select(AskAsync));
        cancellationToken.ThrowIfCancellationRequested();
        return round;

        async Task AskAsync(PeerId peer)
        {
            try
            {
                var answer = await requests.RequestAsync(peer, PeerProtocols.PeerSync, request, both.Token);
                if (!Scale.TryDecodePrefix<PeerSyncResponse>(answer.Span, out var response, out _, out _))
                    return;
                lock (gate)
                    round.Add(response, (long)Now());
            }
            catch (Exception exception) when (exception is PeerRequestException or OperationCanceledException)
            {
                PeerClockLog.NoAnswer(log, peer, exception.Message);
            }
        }
    }

    private ValueTask<ReadOnlyMemory<byte>> AnswerAsync(PeerId from, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
        Answer(request.Span, Now()) is { } answer ? new ValueTask<ReadOnlyMemory<byte>>(answer) : throw new FormatException("the request does not decode");

    private ulong Now() => (ulong)Math.Max(0, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks) * 100;
}
