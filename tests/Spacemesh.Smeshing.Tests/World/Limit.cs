namespace Spacemesh.Smeshing.Tests.World;

/// <summary>A test over sockets or processes that hangs fails instead.</summary>
internal static class Limit
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    public static async Task<T> WithinLimit<T>(this Task<T> task) => await task.WaitAsync(Time);

    public static async Task WithinLimit(this Task task) => await task.WaitAsync(Time);

    /// <summary>Looks until it is so.</summary>
    public static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(isSo, () => what);

    public static async Task UntilAsync(Func<bool> isSo, Func<string> what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Time)
                throw new TimeoutException(what());
            await Task.Delay(2);
        }
    }
}
