namespace Spacemesh.Ports.Api;

/// <summary>How far the PoST initialisation is; numbers as in the API (spec 09a §4.5).</summary>
public enum PostSetupState
{
    NotStarted = 1,
    Prepared = 2,
    InProgress = 3,
    Stopped = 4,
    Complete = 5,
    Error = 6,
}
