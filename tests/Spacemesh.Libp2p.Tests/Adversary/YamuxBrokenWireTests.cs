using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Tests.Adversary;

/// <summary>A wire that fails at once while the session or a stream queues a frame under its lock.</summary>
public sealed class YamuxBrokenWireTests
{
    [Fact]
    public void Open_whereTheWriteFailsAtOnce_endsTheSessionOnlyAfterItsLocksAreFree()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(
            async () =>
            {
                var wire = new BrokenWire();
                var session = YamuxSession.Start(wire, dialled: true, scheduler.TimeProvider);
                wire.IsBroken = true;
                // Ending takes the locks of all streams: within the call that holds the session's, two threads could wait for each other.
                var opening = session.OpenAsync();
                Assert.True(opening.IsCompletedSuccessfully);
                Assert.False(wire.IsAborted);
                var stream = await opening;
                await session.Completion;
                Assert.True(wire.IsAborted);
                await stream.Ended;
                Assert.Equal(0, session.StreamCount);
            },
            TimeSpan.FromMinutes(1));
    }

    private sealed class BrokenWire : IDuplex
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsBroken { get; set; }

        public bool IsAborted { get; private set; }

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _end.Task;
            throw new Libp2pException(Libp2pFault.ConnectionClosed, "the wire is broken");
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
            IsBroken ? throw new Libp2pException(Libp2pFault.ConnectionClosed, "the wire is broken") : ValueTask.CompletedTask;

        public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public void Abort()
        {
            IsAborted = true;
            _end.TrySetResult();
        }

        public ValueTask DisposeAsync()
        {
            _end.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
