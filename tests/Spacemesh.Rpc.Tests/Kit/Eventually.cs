namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>Waits for something that another thread is about to do; gives the processor away in between. What hangs fails.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task True(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                Assert.Fail("It did not happen.");
            await Task.Yield();
        }
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
