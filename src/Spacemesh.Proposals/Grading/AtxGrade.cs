namespace Spacemesh.Proposals.Grading;

/// <summary>How sure it is that the others have an ATX too, and of an honest smesher (spec 04 §14.3).</summary>
public enum AtxGrade
{
    Evil,
    Acceptable,
    Good,
}
