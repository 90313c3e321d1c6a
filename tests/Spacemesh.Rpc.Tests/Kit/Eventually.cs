namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>Waits for something that another thread is about to do; gives the processor away in between, and fails after very many turns.</summary>
internal static class Eventually
{
    private const int Turns = 2_000_000;

    public static async Task True(Func<bool> condition)
    {
        for (int i = 0; i < Turns; i++)
        {
            if (condition())
                return;
            await Task.Yield();
        }

        Assert.Fail("It did not happen.");
    }

    /// <summary>
    /// Moves the clock on by steps until the task is done: for limits that start to run at a moment which the test cannot see.
    /// </summary>
    public static async Task AsTimePasses(ManualTime time, TimeSpan step, Task task)
    {
        await True(() =>
        {
            time.Advance(step);
            return task.IsCompleted;
        });
        await task;
    }
}
