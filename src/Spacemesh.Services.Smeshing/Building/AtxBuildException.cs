namespace Spacemesh.Services.Smeshing.Building;

/// <summary>An ATX could not be built this time; <see cref="Failure"/> decides what happens next (spec 04 §4.2).</summary>
public sealed class AtxBuildException(AtxBuildFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public AtxBuildFailure Failure { get; } = failure;

    internal static AtxBuildException Expired(string why) => new(AtxBuildFailure.ChallengeExpired, $"builder: atx expired: {why}");

    internal static AtxBuildException Unstable(string why) => new(AtxBuildFailure.PoetUnstable, $"poet service is unstable: {why}");
}
