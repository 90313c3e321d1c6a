namespace Spacemesh.Runtime;

/// <summary>Size and name of a <see cref="WorkPool"/>.</summary>
public sealed record WorkPoolOptions
{
    /// <summary>Threads; by default one a processor.</summary>
    public int Parallelism
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Parallelism), value, "a work pool needs at least one thread");
    } = Environment.ProcessorCount;

    /// <summary>Items that each of the three queues holds; callers beyond them wait.</summary>
    public int QueueLength
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(QueueLength), value, "a queue holds at least one item");
    } = 1024;

    /// <summary>Prefix of the threads' names.</summary>
    public string Name { get; init; } = "work";

    /// <summary>Called by each thread, with its number, before it takes its first item; it must not throw.</summary>
    public Action<int>? ThreadStarted { get; init; }
}
