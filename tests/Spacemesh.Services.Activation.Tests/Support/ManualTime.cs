namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>A clock that stands where it is put.</summary>
internal sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => Now;
}
