namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Why an ATX could not be built this time.</summary>
public enum AtxBuildFailure
{
    /// <summary>Anything else: the state is kept, the next layer tries again.</summary>
    Other,

    /// <summary>A deadline passed: challenge, registrations and NIPoST are dropped.</summary>
    ChallengeExpired,

    /// <summary>No PoET works: the state is kept, the retry interval passes.</summary>
    PoetUnstable,

    /// <summary>The stored initial PoST does not fit the service's data: it is made again.</summary>
    InitialPostInvalid,

    /// <summary>Registrations exist at PoETs that are not configured, and it is too late for others: only the user can help.</summary>
    RegistrationMismatch,

    /// <summary>A PoET runs on another schedule than this node is configured for: only the user can help.</summary>
    OtherSchedule,
}
