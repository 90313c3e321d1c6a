using System.Threading.Channels;
using Spacemesh.Beacons;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>
/// The beacon inbox: everything that touches the machine, one turn after the other. It holds <see cref="Capacity"/> turns; who comes when it
/// is full waits, and gossip makes no more wait than it judges at a time.
/// </summary>
internal sealed class BeaconInbox
{
    public const int Capacity = 1024;

    private readonly Channel<Turn> _turns = Channel.CreateBounded<Turn>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Asks the machine and waits for the answer.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the loop has ended.</exception>
    public async ValueTask<T> AskAsync<T>(Func<BeaconMachine, T> question, CancellationToken cancellationToken)
    {
        var turn = new Turn<T>(question);
        try
        {
            await _turns.Writer.WriteAsync(turn, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new OperationCanceledException("the beacon loop has ended", closed);
        }

        // Not WaitAsync: it continues on the thread pool, which leaves a simulation's scheduler.
        using var registration = cancellationToken.UnsafeRegister(static (waiting, token) => ((Turn<T>)waiting!).GiveUp(token), turn);
        return await turn.Answer;
    }

    /// <summary>Wakes the loop if it sleeps.</summary>
    public void Wake() => _turns.Writer.TryWrite(new Turn<bool>(_ => true));

    /// <summary>Takes turns until it is cancelled. What fails ends the loop; nobody waits for an answer after the end.</summary>
    /// <param name="machine">The machine, which nothing else touches.</param>
    /// <param name="before">Called before each turn.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(BeaconMachine machine, Action before, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var turn in _turns.Reader.ReadEachAsync(cancellationToken))
            {
                before();
                turn.Take(machine);
            }
        }
        finally
        {
            _turns.Writer.TryComplete();
            while (_turns.Reader.TryRead(out var turn))
                turn.Abandon();
        }
    }

    private abstract class Turn
    {
        public abstract void Take(BeaconMachine machine);

        public abstract void Abandon();
    }

    private sealed class Turn<T>(Func<BeaconMachine, T> question) : Turn
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public override void Take(BeaconMachine machine)
        {
            try
            {
                _answer.TrySetResult(question(machine));
            }
            catch (Exception failure)
            {
                _answer.TrySetException(failure);
                throw;
            }
        }

        public override void Abandon() => _answer.TrySetCanceled();

        public void GiveUp(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
    }
}
