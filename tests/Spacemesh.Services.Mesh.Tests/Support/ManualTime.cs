namespace Spacemesh.Services.Mesh.Tests.Support;

/// <summary>A clock that the test sets; it has no timers.</summary>
internal sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
