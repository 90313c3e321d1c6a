namespace Spacemesh.Runtime;

/// <summary>A work pool at one moment.</summary>
/// <param name="Busy">Items that run.</param>
/// <param name="QueuedHigh">Items in the queue of high priority; the other two alike.</param>
/// <param name="QueuedNormal">Items in the normal queue.</param>
/// <param name="QueuedLow">Items in the low queue.</param>
/// <param name="Waiting">Callers that wait for room in a full queue.</param>
/// <param name="Completed">Items that ran, with or without success.</param>
public readonly record struct WorkPoolStatistics(int Busy, int QueuedHigh, int QueuedNormal, int QueuedLow, int Waiting, long Completed);
