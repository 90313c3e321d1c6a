namespace Spacemesh.Poet.Tests.Server;

/// <summary>The system's clock, moved so that it shows a given instant now.</summary>
internal sealed class ShiftedTime(DateTimeOffset now) : TimeProvider
{
    private readonly TimeSpan _shift = now - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
}
