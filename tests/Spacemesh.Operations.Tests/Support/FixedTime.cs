namespace Spacemesh.Operations.Tests.Support;

/// <summary>A clock that stands.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public static FixedTime Any { get; } = new(new DateTimeOffset(2024, 2, 5, 12, 0, 0, TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => now;
}
