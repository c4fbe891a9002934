import "./langbiang.js";
