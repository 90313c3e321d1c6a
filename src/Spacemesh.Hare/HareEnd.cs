namespace Spacemesh.Hare;

/// <summary>How a session ended (spec 05 §5.7).</summary>
public enum HareEnd
{
    /// <summary>It did not.</summary>
    Running,

    /// <summary>With a result that others have by now.</summary>
    Agreed,

    /// <summary>All iterations are used up; a result may still have come in the last step. The layer goes back to sync.</summary>
    LimitReached,
}
