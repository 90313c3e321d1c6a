using System.Threading.Channels;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus;

/// <summary>
/// A named queue of short turns that one loop takes one after the other: whatever belongs to the loop needs no lock. It holds a bounded
/// number of turns; who must be heard waits for room, who need not is turned away (<see cref="TryAsk{T}"/>).
/// </summary>
internal sealed class Inbox
{
    private readonly Channel<Turn> _turns;
    private readonly string _name;

    /// <param name="name">Named in what callers see when the loop has ended.</param>
    /// <param name="capacity">Turns that wait.</param>
    public Inbox(string name, int capacity)
    {
        _name = name;
        _turns = Channel.CreateBounded<Turn>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>Takes a turn as soon as there is room, and gives its answer.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the loop has ended.</exception>
    public async ValueTask<T> AskAsync<T>(Func<T> question, CancellationToken cancellationToken)
    {
        var turn = new Turn<T>(question);
        if (!_turns.Writer.TryWrite(turn))
        {
            try
            {
                await _turns.Writer.WriteAsync(turn, cancellationToken);
            }
            catch (ChannelClosedException closed)
            {
                throw new OperationCanceledException($"the {_name} loop has ended", closed);
            }
        }

        return await turn.Answer;
    }

    /// <summary>The same for a question without an answer.</summary>
    public async ValueTask TellAsync(Action statement, CancellationToken cancellationToken) => await AskAsync(
        () =>
        {
            statement();
            return true;
        },
        cancellationToken);

    /// <summary>Takes a turn if there is room now; false where there is none, or the loop has ended.</summary>
    public bool TryAsk<T>(Func<T> question, out Task<T> answer)
    {
        var turn = new Turn<T>(question);
        answer = turn.Answer;
        return _turns.Writer.TryWrite(turn);
    }

    /// <summary>Takes turns until it is cancelled. What a turn throws goes to its asker and ends the loop: it is a bug.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var turn in _turns.Reader.ReadEachAsync(cancellationToken))
                turn.Take();
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
        public abstract void Take();

        public abstract void Abandon();
    }

    private sealed class Turn<T>(Func<T> question) : Turn
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public override void Take()
        {
            try
            {
                _answer.TrySetResult(question());
            }
            catch (Exception failure)
            {
                _answer.TrySetException(failure);
                throw;
            }
        }

        public override void Abandon() => _answer.TrySetCanceled();
    }
}
