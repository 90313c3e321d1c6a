namespace Spacemesh.Ports.Local;

/// <summary>Whom a prepared active set is for; only the first is ever written.</summary>
public enum ActiveSetKind
{
    Tortoise = 0,
    Hare = 1,
}
