namespace Spacemesh.Rpc.Server;

/// <summary>Bytes of large requests that a listener may hold before they are complete.</summary>
internal sealed class PendingBudget(long limit)
{
    /// <summary>Requests up to this size are not counted: the streams per connection bound them.</summary>
    public const int Free = 64 << 10;

    private long _held;

    public bool TryReserve(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limit)
            return true;
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Release(int bytes) => Interlocked.Add(ref _held, -bytes);
}
