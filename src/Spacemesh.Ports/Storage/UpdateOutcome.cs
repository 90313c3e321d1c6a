namespace Spacemesh.Ports.Storage;

/// <summary>What an update of an existing row did.</summary>
public enum UpdateOutcome
{
    Updated,
    NotFound,
}
