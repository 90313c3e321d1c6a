using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Starting;

/// <summary>What a start has begun, to be ended in the opposite order whatever happens on the way.</summary>
internal sealed class Endings(ILogger logger)
{
    private readonly Stack<(string Name, Func<ValueTask> End)> _ends = new();

    public void Add(string name, Func<ValueTask> end) => _ends.Push((name, end));

    /// <summary>Awaits, when the node stops, what then ends by itself.</summary>
    public void Run(string name, Task loop) => Add(name, async () => await Quietly(loop));

    public void Own(IDisposable owned) => Add(owned.GetType().Name, () =>
    {
        owned.Dispose();
        return ValueTask.CompletedTask;
    });

    public void Own(IAsyncDisposable owned) => Add(owned.GetType().Name, owned.DisposeAsync);

    public async Task EndAsync()
    {
        while (_ends.TryPop(out var end))
        {
            try
            {
                await end.End();
            }
            catch (Exception e)
            {
                logger.LogEndFailed(end.Name, e);
            }
        }
    }

    private static async Task Quietly(Task running)
    {
        try
        {
            await running;
        }
        catch (Exception)
        {
            // Completion has told its reader.
        }
    }
}
