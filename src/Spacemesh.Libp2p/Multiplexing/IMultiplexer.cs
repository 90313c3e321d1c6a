namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>A secured connection that carries many streams.</summary>
public interface IMultiplexer : IAsyncDisposable
{
    /// <summary>Completes when the connection is over; never fails.</summary>
    Task Completion { get; }

    /// <summary>Why it ended; null before, and after an orderly end.</summary>
    Exception? Failure { get; }

    /// <summary>Streams that are not over.</summary>
    int StreamCount { get; }

    /// <summary>Measured time of a message there and back; zero before the first measurement.</summary>
    TimeSpan RoundTrip { get; }

    /// <exception cref="Libp2pException">The connection is closed or takes no more streams.</exception>
    ValueTask<IMuxStream> OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>The next stream that the peer opened; null when the connection is over.</summary>
    ValueTask<IMuxStream?> AcceptAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends what is queued, then closes.</summary>
    ValueTask CloseAsync();

    /// <summary>Closes at once.</summary>
    void Abort(Exception? reason = null);
}
